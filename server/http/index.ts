/**
 * What doors and pages share: the call that a request is, cookies, the same-origin rule, HTML that escapes, the frame of
 * server-rendered pages, and how a refusal looks on a page and in `/api/v1`. Nothing here knows what a request means.
 */
export {
  type Administers,
  type AdministrationPorts,
  type AdministrativeRoute,
  type Asked,
  administration,
  type Streamed,
} from './administration.ts'
export { callOf } from './call.ts'
export { type CookieJar, cookie } from './cookies.ts'
export { type ApiError, apiError, apiErrorSchema, refusalOf, retryAfter, sendApiError, statusOf } from './errors.ts'
export { escapeHtml, Html, html, raw } from './html.ts'
export { metrics } from './metrics.ts'
export { openApi } from './openapi.ts'
export { requireOwnForm, requireSameOrigin } from './origin.ts'
export { type Page, refusalPage, STYLESHEET, sendPage, sendPageError } from './pages.ts'
export { type ListPage, type ListRequest, type Paging, paging, pagingRefusals } from './paging.ts'
export { httpRefusals, refuse as refuseHttp } from './refusals.ts'
export { health, httpServer, listenOn, type ServerSettings, webApp } from './server.ts'
export type { PageQuery } from './shapes.ts'
export * as shape from './shapes.ts'
