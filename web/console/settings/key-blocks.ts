/** What is pasted so that the AWS CLI and SDKs use an access key at this portal. Pure. */
import type { Portal } from '../../kit/session.ts'
import type { Variables } from '../../kit/shells.ts'
import type { NewAccessKey } from '../api/types.ts'

type Key = Pick<NewAccessKey, 'accessKeyId' | 'secretAccessKey'>
type Place = Pick<Portal, 'url' | 'region'>

/** The key is of the management account, whose IAM is this portal: AWS does not know it. */
export const keyVariables = ({ accessKeyId, secretAccessKey }: Key, { url, region }: Place): Variables => ({
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
  AWS_REGION: region,
  AWS_ENDPOINT_URL: url,
})

const PROFILE = 'portico'

/** For `~/.aws/credentials`. */
export const credentialsFile = ({ accessKeyId, secretAccessKey }: Key): string =>
  [`[${PROFILE}]`, `aws_access_key_id=${accessKeyId}`, `aws_secret_access_key=${secretAccessKey}`].join('\n')

/** For `~/.aws/config`. */
export const configFile = ({ url, region }: Place): string =>
  [`[profile ${PROFILE}]`, `region = ${region}`, `endpoint_url = ${url}`].join('\n')

export const tryIt = `aws sso-admin list-instances --profile ${PROFILE}`
