import type { ServiceName } from './operation.ts'

interface ServiceFacts {
  /** The service in the credential scope of a signature. */
  readonly signingName: string
  /** Prefix of its IAM actions. */
  readonly actionPrefix: string
  /** CloudTrail's name of it. */
  readonly eventSource: string
  /** The official client, whose schemas the door runs backwards: imported on the service's first call. */
  readonly client: () => Promise<object>
}

export interface JsonService extends ServiceFacts {
  readonly protocol: 'json'
  /** What precedes the operation's name in `X-Amz-Target`. */
  readonly targets: readonly string[]
}

export interface QueryService extends ServiceFacts {
  readonly protocol: 'query'
  readonly version: string
  readonly xmlns: string
}

export type Service = JsonService | QueryService

export const services: Readonly<Record<ServiceName, Service>> = {
  'sso-admin': {
    protocol: 'json',
    targets: ['SWBExternalService'],
    signingName: 'sso',
    actionPrefix: 'sso',
    eventSource: 'sso.amazonaws.com',
    client: () => import('@aws-sdk/client-sso-admin'),
  },
  identitystore: {
    protocol: 'json',
    targets: ['AWSIdentityStore'],
    signingName: 'identitystore',
    actionPrefix: 'identitystore',
    eventSource: 'identitystore.amazonaws.com',
    client: () => import('@aws-sdk/client-identitystore'),
  },
  organizations: {
    protocol: 'json',
    targets: ['AWSOrganizationsV20161128'],
    signingName: 'organizations',
    actionPrefix: 'organizations',
    eventSource: 'organizations.amazonaws.com',
    client: () => import('@aws-sdk/client-organizations'),
  },
  cloudtrail: {
    protocol: 'json',
    // The CLI and boto send the long form, the JavaScript client the short one.
    targets: ['com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101', 'CloudTrail_20131101'],
    signingName: 'cloudtrail',
    actionPrefix: 'cloudtrail',
    eventSource: 'cloudtrail.amazonaws.com',
    client: () => import('@aws-sdk/client-cloudtrail'),
  },
  iam: {
    protocol: 'query',
    version: '2010-05-08',
    xmlns: 'https://iam.amazonaws.com/doc/2010-05-08/',
    signingName: 'iam',
    actionPrefix: 'iam',
    eventSource: 'iam.amazonaws.com',
    client: () => import('@aws-sdk/client-iam'),
  },
  sts: {
    protocol: 'query',
    version: '2011-06-15',
    xmlns: 'https://sts.amazonaws.com/doc/2011-06-15/',
    signingName: 'sts',
    actionPrefix: 'sts',
    eventSource: 'sts.amazonaws.com',
    client: () => import('@aws-sdk/client-sts'),
  },
}

export const serviceNames = Object.keys(services) as readonly ServiceName[]
