// Runs in the browser after SimpleWebAuthn's bundle. Each form asks the browser for a key and is sent with its answer;
// where that is not possible, it says what is missing and what has it.
;(() => {
  const {
    browserSupportsWebAuthn,
    browserSupportsWebAuthnAutofill,
    platformAuthenticatorIsAvailable,
    startAuthentication,
    startRegistration,
  } = globalThis.SimpleWebAuthnBrowser

  /** What the browser lacks, or nothing. */
  async function missing(form) {
    if (!window.isSecureContext)
      return 'This page was not opened by https, and browsers offer security keys and passkeys on secure pages only. Open the portal by its https address.'
    if (!browserSupportsWebAuthn())
      return 'This browser has no Web Authentication, which security keys and passkeys need. Firefox, Chrome, Edge and Safari of the last years have it.'
    if (form.dataset.platform === 'yes' && !(await platformAuthenticatorIsAvailable()))
      return 'This device has no built-in authenticator that the browser can use. Windows Hello, Touch ID, or the screen lock of a phone is one, once it is set up. A security key or an authenticator app works as well.'
    return undefined
  }

  /** A DOMException of the browser, in words. */
  function explained({ name }) {
    if (name === 'NotAllowedError') return 'Nothing was confirmed, or it took too long. Try again.'
    if (name === 'InvalidStateError') return 'This key is registered already.'
    if (name === 'SecurityError')
      return `Keys cannot be used at this address, ${location.hostname}. Open the portal by its own address.`
    if (name === 'AbortError') return 'It was cancelled. Try again.'
    return `The browser could not use a key here (${name}). Try again, or use another device.`
  }

  /** Passkeys in the field of the name: asked for as long as the page stands, and silent until one is chosen. */
  async function offer(form) {
    form.hidden = false
    if (!(await browserSupportsWebAuthnAutofill())) return
    try {
      const optionsJSON = JSON.parse(form.dataset.options)
      form.elements.answer.value = JSON.stringify(await startAuthentication({ optionsJSON, useBrowserAutofill: true }))
      form.submit()
    } catch {
      // The button, another page or the person has ended it: nothing was asked of anybody.
    }
  }

  for (const form of document.querySelectorAll('form[data-ceremony]')) {
    const autofill = form.dataset.autofill === 'yes'
    const status = form.querySelector('[role=status]')
    const button = form.querySelector('button')
    missing(form).then(text => {
      if (text === undefined) return autofill && offer(form)
      if (autofill) return
      status.textContent = text
      button.disabled = true
    })
    form.addEventListener('submit', async event => {
      event.preventDefault()
      status.textContent = ''
      button.disabled = true
      try {
        const start = form.dataset.ceremony === 'create' ? startRegistration : startAuthentication
        form.elements.answer.value = JSON.stringify(await start({ optionsJSON: JSON.parse(form.dataset.options) }))
        form.submit()
      } catch (error) {
        status.textContent = explained(error)
        button.disabled = false
      }
    })
  }
})()
