import { STS } from '@aws-sdk/client-sts'
import { fromSSO } from '@aws-sdk/credential-providers'

/** `node who-am-i.ts PROFILE`: prints the ARN of who holds the credentials of this SSO profile. */
const [, , profile = 'default'] = process.argv
const sts = new STS({ region: 'us-east-1', credentials: fromSSO({ profile }) })
const { Arn } = await sts.getCallerIdentity({})
process.stdout.write(JSON.stringify(Arn))
