// Runs in the browser: marks the rules of a new password while it is typed. The server judges again, and more.
;(() => {
  const list = document.getElementById('password-rules')
  const said = document.getElementById('password-said')
  const password = document.getElementById('password')
  const userName = document.querySelector('[name=username], [name=userName]')
  const { shortest, longest, name } = list.dataset

  const folded = text => text.normalize('NFC').toLowerCase()

  function isWithoutName(text) {
    const whole = folded(userName.value)
    return [whole, whole.split('@')[0]].every(part => part.length < Number(name) || !folded(text).includes(part))
  }

  function isLongEnough(text) {
    const { length } = Array.from(text.normalize('NFC'))
    return length >= Number(shortest) && length <= Number(longest)
  }

  const rules = {
    length: isLongEnough,
    lower: text => /[a-z]/.test(text),
    upper: text => /[A-Z]/.test(text),
    digit: text => /[0-9]/.test(text),
    symbol: text => /[^a-zA-Z0-9]/.test(text),
    name: isWithoutName,
  }

  function mark() {
    const text = password.value
    const unmet = []
    for (const item of list.querySelectorAll('[data-rule]')) {
      const met = text !== '' && rules[item.dataset.rule](text)
      item.className = met ? 'met' : 'unmet'
      if (!met) unmet.push(item.textContent)
    }
    const now = unmet.length === 0 ? 'These rules are met.' : `Still needed: ${unmet.join(', ')}.`
    // Said only when it differs, so that nobody hears it with every key.
    if (text === '') said.textContent = ''
    else if (said.textContent !== now) said.textContent = now
  }

  password.addEventListener('input', mark)
  userName.addEventListener('input', mark)
  mark()
})()
