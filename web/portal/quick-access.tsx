import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import type { Place, Places } from './places.ts'
import { RoleRow } from './role-row.tsx'

interface QuickAccessProps {
  readonly places: Places
  readonly nameOf: (accountId: string) => string
  readonly onKeys: (place: Place) => void
}

/** The places that the person marked or used last; nothing for newcomers. */
export function QuickAccess({ places, ...rest }: QuickAccessProps) {
  const { favourites, recents } = places
  if (favourites.length + recents.length === 0) return null
  return (
    <div className="quick-access">
      {favourites.length > 0 && <PlaceList heading="Favourites" places={favourites} {...rest} />}
      {recents.length > 0 && <PlaceList heading="Recently used" places={recents} {...rest} />}
    </div>
  )
}

interface PlaceListProps extends Omit<QuickAccessProps, 'places'> {
  readonly heading: string
  readonly places: readonly Place[]
}

function PlaceList({ heading, places, nameOf, onKeys }: PlaceListProps) {
  return (
    <Container fitHeight header={<Header variant="h2">{heading}</Header>}>
      <ul className="roles" aria-label={heading}>
        {places.map(place => (
          <RoleRow
            key={`${place.accountId} ${place.roleName}`}
            place={place}
            accountName={nameOf(place.accountId)}
            showAccount
            onKeys={onKeys}
          />
        ))}
      </ul>
    </Container>
  )
}
