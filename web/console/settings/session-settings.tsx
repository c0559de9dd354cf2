import SpaceBetween from '@cloudscape-design/components/space-between'
import { DeviceGrant } from './device-grant.tsx'
import { SessionDuration } from './session-duration.tsx'

export const SessionSettings = () => (
  <SpaceBetween size="l">
    <SessionDuration />
    <DeviceGrant />
  </SpaceBetween>
)
