// Polls per second of one Datasaur job, compared with bare mercurius with the same schema: node bench/graphql.js [ROUNDS]
// The two alternate, so that a slow phase of the machine affects both. Prints the medians and their ratio.
import autocannon from 'autocannon'
import { median, serve } from './programs.js'

const rounds = Number(process.argv[2] ?? 7)
const id = 'AutoLabelQueue:dcbf6ed3-3841-46c1-8f6a-2affb53ac637'
const query = 'query GetJobQuery($jobId: String!) {  result: getJob(jobId: $jobId) {    id  status  progress  errors { id stack args } resultId createdAt }}'

const servers = {
  'bare mercurius': await serve(['bench/bare/get-job.js', id]),
  jobdouble: await serve(['dist/cli.js', '--port', '0', '--log-level', 'warn'])
}
try {
  await fetch(`${servers.jobdouble.url}/__admin/jobs`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ provider: 'datasaur', id, lifecycle: 'stuck' }) })
  const rates = Object.fromEntries(Object.keys(servers).map(name => [name, []]))
  for (let round = -1; round < rounds; round++) {
    for (const [name, { url }] of Object.entries(servers)) {
      const { requests, non2xx } = await autocannon({
        url: `${url}/graphql`,
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: 'Bearer any' },
        body: JSON.stringify({ query, variables: { jobId: id }, operationName: 'GetJobQuery' }),
        connections: 10,
        duration: 2
      })
      if (non2xx > 0) throw new Error(`${name} failed ${non2xx} requests`)
      // the first round warms up
      if (round >= 0) rates[name].push(requests.average)
    }
  }
  const [bare, double] = Object.entries(rates).map(([name, values]) => {
    console.log(`${name.padEnd(16)} ${median(values).toFixed(0).padStart(6)} polls per second`)
    return median(values)
  })
  const ratio = double / bare
  console.log(`jobdouble / bare mercurius: ${ratio.toFixed(2)} (at least 0.9)${ratio < 0.9 ? ' MISSED' : ''}`)
} finally {
  for (const { stop } of Object.values(servers)) await stop()
}
