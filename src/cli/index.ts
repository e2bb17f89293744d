#!/usr/bin/env node
import module from 'node:module'

// runs before anything else is loaded; Node has it since 22.1, but the types here are those of Node 20
;(module as { enableCompileCache?(): unknown }).enableCompileCache?.()
const { main } = await import('./main.ts')

process.exitCode = await main(process.argv.slice(2), process.env, process)
