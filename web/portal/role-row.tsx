import Button from '@cloudscape-design/components/button'
import ToggleButton from '@cloudscape-design/components/toggle-button'
import { usePlaces } from './access.ts'
import { isSame, type Place } from './places.ts'
import { launchPath } from './route.ts'

interface RoleRowProps {
  readonly place: Place
  readonly accountName: string
  /** Where rows of several accounts stand together. */
  readonly showAccount?: boolean
  readonly onKeys: (place: Place) => void
}

export function RoleRow({ place, accountName, showAccount = false, onKeys }: RoleRowProps) {
  const { places, toggle, remember } = usePlaces()
  const favourite = places.favourites.some(f => isSame(f, place))
  const where = `${place.roleName} in ${accountName}`
  return (
    <li className="role">
      <ToggleButton
        variant="icon"
        iconName="star"
        pressedIconName="star-filled"
        pressed={favourite}
        onChange={() => toggle(place)}
        ariaLabel={`Favourite: ${where}`}
      />
      <div className="role-name">
        <span>{place.roleName}</span>
        {showAccount && (
          <small>
            {accountName} · {place.accountId}
          </small>
        )}
      </div>
      <div className="role-actions">
        <Button
          href={launchPath(place)}
          target="_blank"
          iconName="external"
          iconAlign="right"
          ariaLabel={`Management console: ${where}, opens in a new tab`}
          onClick={() => remember(place)}
        >
          Management console
        </Button>
        <Button variant="inline-link" ariaLabel={`Access keys: ${where}`} onClick={() => onKeys(place)}>
          Access keys
        </Button>
      </div>
    </li>
  )
}
