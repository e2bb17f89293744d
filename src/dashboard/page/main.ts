import { render } from 'preact'
import { html } from './html.ts'
import { startSync } from './state/sync.ts'
import { App } from './views/app.ts'

render(html`<${App} />`, document.getElementById('app')!)
startSync()
