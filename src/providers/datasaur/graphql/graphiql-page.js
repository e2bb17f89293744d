// The GraphiQL page, bundled by the build. Its URLs are relative, so that queries stay in the sandbox of the page.
import { createGraphiQLFetcher } from '@graphiql/toolkit'
import { GraphiQL } from 'graphiql'
import 'graphiql/graphiql.css'
import { createElement } from 'react'
import { createRoot } from 'react-dom/client'

const fetcher = createGraphiQLFetcher({ url: 'graphql' })
const headers = JSON.stringify({ Authorization: 'Bearer any-token-is-good' }, null, 2)

/** The id of the newest job of the sandbox, so that its query has a result; the control API may be closed to this page. */
async function newestJob () {
  try {
    const { items } = await (await fetch('__admin/jobs?provider=datasaur&limit=1')).json()
    return items[0]?.id
  } catch {
    return undefined
  }
}

const id = await newestJob()
const status = `# The status of a job. Any token is good.${id === undefined ? ' This sandbox has no job yet: start one in the next tab.' : ''}
{
  getJob(jobId: ${JSON.stringify(id ?? 'AutoLabelQueue:00000000-0000-0000-0000-000000000000')}) {
    id
    status
    progress
    resultId
    errors {
      id
      stack
    }
  }
}
`
const label = `# Starts a job that labels the documents of a project.
mutation Label {
  autoLabelTokenBasedProject(
    input: {
      labelerEmail: "john@example.com"
      options: { numberOfFilesPerRequest: 1, serviceProvider: CUSTOM }
      projectId: "1"
      targetAPI: { endpoint: "https://example.com", secretKey: "" }
    }
  ) {
    id
    status
    progress
  }
}
`
const teams = `# The teams of the account.
query Teams {
  getAllTeams {
    id
    name
  }
}
`
const root = document.body.appendChild(document.createElement('div'))
root.style.height = '100%'
const defaultTabs = [status, label, teams].map(query => ({ query, headers }))
createRoot(root).render(createElement(GraphiQL, { fetcher, defaultHeaders: headers, defaultTabs, shouldPersistHeaders: true }))
