// Shows the specification of one API by Swagger UI, and sends its requests to the sandbox of the page.
const place = document.querySelector('#api')
const { name, specification, base } = place.dataset

const dark = globalThis.matchMedia('(prefers-color-scheme: dark)')
const follow = () => document.documentElement.classList.toggle('dark-mode', dark.matches)
dark.addEventListener('change', follow)
follow()

globalThis.SwaggerUIBundle({
  domNode: place,
  url: specification,
  deepLinking: true,
  docExpansion: 'list',
  tryItOutEnabled: true,
  displayRequestDuration: true,
  persistAuthorization: true,
  // the online validator of swagger.io is not for specifications on this machine
  validatorUrl: null,
  requestInterceptor: toSandbox
})

/** Swagger UI builds URLs from the origin of the page: the path of the sandbox comes before theirs. */
function toSandbox (request) {
  const url = new URL(request.url, document.baseURI)
  const { pathname: prefix } = new URL(base)
  if (prefix !== '/' && !url.pathname.startsWith(`${prefix}/`)) url.pathname = prefix + url.pathname
  request.url = url.href
  const given = Object.keys(request.headers).map(header => header.toLowerCase())
  if (!given.includes('authorization') && !given.includes('x-api-key')) Object.assign(request.headers, credentials())
  return request
}

/** A provider accepts any credential. The control API may need its token, which the dashboard keeps for the tab. */
function credentials () {
  if (name !== 'control') return { Authorization: 'Bearer jobdouble', 'x-api-key': 'jobdouble' }
  const token = sessionStorage.getItem('jobdouble control token')
  return token === null ? {} : { Authorization: `Bearer ${token}` }
}
