import { strFromU8, unzipSync } from 'fflate'
import t from 'tap'
import { moment } from '../../../support/double.ts'
import { ann, exporter, mail, messagesOf, notes } from '../../../support/providers/datasaur-exporter.ts'

t.test('a client requests an export, polls it, and downloads it when its job is DELIVERED', async t => {
  const { advance, project, query, exportTextProject, statusOf, get } = await exporter(t)
  await project('p1')
  const { data: { result } } = await exportTextProject({})
  t.match(result, { exportId: /^ExportQueue:[0-9a-f-]{36}$/, fileUrlExpiredAt: moment(6 * 3600), queued: true, redirect: null, key: null })
  t.equal(result.fileUrl, `http://localhost:80/api/static/exports/${encodeURIComponent(result.exportId)}/datasaur.zip`)
  const seen = []
  for (const by of ['1s', '3s', '1s']) {
    const { deliveryStatus, errors } = await statusOf(result.exportId)
    const { statusCode, body } = await get(result.fileUrl)
    seen.push([deliveryStatus, errors, statusCode, body])
    await advance(by)
  }
  t.same(seen, ['QUEUED', 'IN_PROGRESS', 'IN_PROGRESS'].map(status => [status, [], 404, '{"message":"The file does not exist, or its export has not been delivered yet"}']))
  t.same(await statusOf(result.exportId), { deliveryStatus: 'DELIVERED', errors: [] })
  t.match((await query('query ($id: String!) { getJob(jobId: $id) { status } }', { id: result.exportId })).data, { getJob: { status: 'DELIVERED' } })
  const { statusCode, headers, rawPayload } = await get(result.fileUrl)
  t.match({ statusCode, headers }, {
    statusCode: 200,
    headers: { 'content-type': 'application/zip', 'content-disposition': 'attachment; filename="datasaur.zip"', 'content-length': String(rawPayload.length) }
  })
  const { sentences, labels } = JSON.parse(strFromU8(unzipSync(rawPayload)['News-p1/REVIEW/notes.txt.json']!))
  t.ok(sentences.length >= 3 && labels.length >= 1)
})

t.test('the link expires six hours after the export was requested', async t => {
  const { advance, project, exportTextProject, get } = await exporter(t)
  await project('p1')
  const { fileUrl } = (await exportTextProject({})).data.result
  await advance('21599s')
  t.equal((await get(fileUrl)).statusCode, 200)
  await advance('1s')
  const { statusCode, body } = await get(fileUrl)
  t.same([statusCode, body], [410, `{"message":"This link expired at ${moment(6 * 3600)}: export again"}`])
})

t.test('a failed export has errors and no file', async t => {
  const { advance, project, exportTextProject, statusOf, get } = await exporter(t, { lifecycle: { datasaur: 'failure' } })
  await project('p1')
  const { exportId, fileUrl } = (await exportTextProject({})).data.result
  await advance('1h')
  t.same(await statusOf(exportId), { deliveryStatus: 'FAILED', errors: [{ id: exportId, stack: 'Error: The job failed', args: {} }] })
  t.equal((await get(fileUrl)).statusCode, 404)
})

t.test('a client can request a part of the file, as the documentation advises', async t => {
  const { advance, project, exportTextProjectDocument, get } = await exporter(t)
  await project('p1')
  const { fileUrl } = (await exportTextProjectDocument({ format: 'csv' })).data.result
  t.equal((await get(fileUrl, { range: 'bytes=0-0' })).statusCode, 404)
  await advance('5s')
  const whole = (await get(fileUrl)).body
  const part = await get(fileUrl, { range: 'bytes=5-8' })
  t.same([part.statusCode, part.headers['content-range'], part.body], [206, `bytes 5-8/${whole.length}`, 'Line'])
  const beyond = await get(fileUrl, { range: 'bytes=100000-' })
  t.same([beyond.statusCode, beyond.headers['content-range'], beyond.body], [416, `bytes */${whole.length}`, ''])
  t.equal((await get(fileUrl, { range: 'bytes=5-8', 'if-range': '"x"' })).body, whole)
})

t.test('a link gives its own file only, in its own sandbox only', async t => {
  const { app, advance, project, exportTextProject, get } = await exporter(t)
  await project('p1')
  const { fileUrl } = (await exportTextProject({ fileName: 'naïve: 100%/日本' })).data.result
  await advance('5s')
  const { statusCode, headers } = await get(fileUrl)
  t.same([statusCode, headers['content-disposition']], [200, 'attachment; filename="na_ve: 100%___.zip"; filename*=UTF-8\'\'na%C3%AFve%3A%20100%25_%E6%97%A5%E6%9C%AC.zip'])
  t.equal((await get(fileUrl.replace(/[^/]*$/, 'other.zip'))).statusCode, 404)
  t.equal((await app.inject(fileUrl.replace('http://localhost:80', '/@elsewhere'))).statusCode, 404)
})

t.test('the same seed and the same requests give the same bytes', async t => {
  const bytes = []
  for (const seed of [1, 1, 2]) {
    const { advance, project, exportTextProject, get } = await exporter(t, { seed })
    await project('p1', { status: 'IN_PROGRESS', documents: [notes, mail], assignees: [ann] })
    const urls = await Promise.all(['JSON_ADVANCED', 'XLSX'].map(async format => (await exportTextProject({ format })).data.result.fileUrl))
    await advance('1h')
    bytes.push((await Promise.all(urls.map(async url => (await get(url)).rawPayload.toString('hex')))).join())
  }
  t.equal(bytes[0], bytes[1])
  t.not(bytes[0], bytes[2])
})

t.test('old exports make room for new ones', async t => {
  const { advance, project, exportTextProjectDocument, get } = await exporter(t, { maxFileBytes: 8 * 1024 })
  await project('p1')
  const urls = []
  for (let count = 0; count < 9; count++) urls.push((await exportTextProjectDocument({ format: 'csv' })).data.result.fileUrl)
  await advance('5s')
  const { statusCode, body } = await get(urls[0])
  t.same([statusCode, body], [410, '{"message":"This file has made room for newer ones: export again"}'])
  t.same(await Promise.all(urls.slice(1).map(async url => (await get(url)).statusCode)), Array(8).fill(200))
})

t.test('an export without room is rejected, and nothing of it is kept', async t => {
  const { project, exportTextProject } = await exporter(t, { maxFileBytes: 100 })
  await project('p1')
  t.match(messagesOf(await exportTextProject({})), [/^The files of a sandbox may have at most 100 bytes/])
  const { ask, exportTeamOverview, get } = await exporter(t, { lifecycle: { datasaur: 'stuck' }, maxJobs: 1, maxFileBytes: 2048 })
  const { exportId, fileUrl } = (await exportTeamOverview({})).data.result
  for (let count = 0; count < 3; count++) t.match(messagesOf(await exportTeamOverview({})), [/^A sandbox keeps at most 1 jobs/])
  await ask(`POST /__admin/jobs/${exportId}/state`, { state: 'succeeded' })
  t.equal((await get(fileUrl)).statusCode, 200, 'the rejected exports take no room')
})

t.test('an export that would keep the server busy for a long time is rejected', async t => {
  const { project, exportTextProject } = await exporter(t)
  await project('p1', { documents: Array.from({ length: 20_000 }, (_, index) => ({ id: `d${index}`, name: 'a' })) })
  t.same(messagesOf(await exportTextProject({})), ['An export has at most 16777216 bytes: ask for fewer projects, or for single documents'])
})
