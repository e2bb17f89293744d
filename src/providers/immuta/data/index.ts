import { linkTo, type App } from '../../provider.ts'
import { technologies } from '../schema.ts'
import { awaitJobs } from '../wait.ts'
import { changeConnection, removeConnection } from './connections.ts'
import { createByHandlers, detect, NameTaken, updateByHandlers } from './handlers.ts'
import {
  createDataSources,
  deleteConnection,
  detectRemoteChanges,
  getDataSource,
  listDataSources,
  putConnection,
  updateHandlers
} from './schema.ts'
import { searchDataSources, toDetails } from './search.ts'
import { DataSourceUnknown } from './sources.ts'

/** Serves data sources, and the jobs that create and update them. */
export function serveDataSources (app: App): void {
  // as an expression, so that other providers' paths with two segments stay theirs
  const technology = `/:technology(${technologies.map(name => `^${name}$`).join('|')})`
  const unknown = { errors: [DataSourceUnknown] }

  app.post(`${technology}/handler`, { schema: createDataSources, config: { errors: [NameTaken] } }, request =>
    createByHandlers(request, request.params.technology, request.body))

  app.put(`${technology}/bulk`, { schema: updateHandlers }, request =>
    updateByHandlers(request, request.params.technology, request.body))

  app.post('/api/v2/data', { schema: putConnection }, async (request, reply) => {
    const { dryRun = false, wait = 0 } = request.query
    const { changes, jobIds } = changeConnection(request, request.body, dryRun)
    await awaitJobs(request, { jobIds, wait: wait < 0 ? -1 : wait }, end => reply.raw.once('close', end))
    return changes
  })

  app.delete('/api/v2/data/:connectionKey', { schema: deleteConnection, config: unknown }, request =>
    removeConnection(request, request.params.connectionKey, request.query.dryRun ?? false))

  app.get('/dataSource', { schema: listDataSources }, request =>
    searchDataSources(request, request.query))

  app.get('/dataSource/:dataSourceId', { schema: getDataSource, config: unknown }, request =>
    toDetails(request, request.params.dataSourceId, linkTo(request, '')))

  app.put('/dataSource/detectRemoteChanges', { schema: detectRemoteChanges }, request =>
    detect(request, request.body))
}
