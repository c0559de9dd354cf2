import Box from '@cloudscape-design/components/box'
import type { AccessKeyRow } from '../api/types.ts'
import { DeleteDialog } from '../forms/delete-dialog.tsx'

interface DeleteKeyProps {
  readonly accessKey: AccessKeyRow
  onDismiss(): void
  onDone(): void
}

export function DeleteKey({ accessKey: { accessKeyId, active, userName }, onDismiss, onDone }: DeleteKeyProps) {
  const path = `/access-keys/${accessKeyId}`
  return (
    <DeleteDialog
      title="Delete access key"
      name={accessKeyId}
      consequences={
        <Box>
          Whatever uses this key of {userName} is refused from now on; it cannot be brought back.
          {active && ' Deactivate it first to see whether something still does: that can be undone.'}
        </Box>
      }
      calls={[{ method: 'DELETE', path }]}
      onDelete={api => api.write('DELETE', path)}
      onDone={onDone}
      onDismiss={onDismiss}
    />
  )
}
