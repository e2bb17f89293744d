// The GraphiQL page, bundled by the build. Its URLs are relative, so that queries stay in the sandbox of the page.
import { createGraphiQLFetcher } from '@graphiql/toolkit'
import { GraphiQL } from 'graphiql'
import 'graphiql/graphiql.css'
import { createElement } from 'react'
import { createRoot } from 'react-dom/client'

const fetcher = createGraphiQLFetcher({ url: 'graphql' })
const defaultHeaders = JSON.stringify({ Authorization: 'Bearer any-token-is-good' }, null, 2)
const defaultQuery = `# Any token is good. In the sandbox demo (open /@demo/graphiql) there is this job.
{
  getJob(jobId: "AutoLabelQueue:dcbf6ed3-3841-46c1-8f6a-2affb53ac637") {
    id
    status
    progress
  }
}
`
const root = document.body.appendChild(document.createElement('div'))
root.style.height = '100%'
createRoot(root).render(createElement(GraphiQL, { fetcher, defaultHeaders, defaultQuery, shouldPersistHeaders: true }))
