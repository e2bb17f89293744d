// Generated from src/providers by `npm run build`. A test holds it against them.
import type { Provider } from '../words.ts'
import type { ProviderTraits } from './traits.ts'

export const providers: Readonly<Record<Provider, ProviderTraits>> = {
  starfish: {
    operations: {
      create: ['starfish.generateData', 'starfish.evaluateData'],
      status: ['starfish.getJobStatus'],
      result: ['starfish.getData']
    },
    nearest: ['queued', 'retrying', 'waiting', 'cancelled', 'expired'],
    graphql: false
  },
  immuta: {
    operations: {
      create: [
        'immuta.triggerHighCardinalityJob',
        'immuta.refreshNativeViewJob',
        'immuta.runIdentification',
        'immuta.bulkUpdateDataSources',
        'immuta.createDataSources',
        'immuta.updateHandlers',
        'immuta.putConnection',
        'immuta.detectRemoteChanges'
      ],
      status: ['immuta.getJobStatuses'],
      list: ['immuta.getBulkJobs', 'immuta.searchJobs'],
      'sign-in': ['immuta.authenticate']
    },
    nearest: ['waiting'],
    graphql: false
  },
  julep: {
    operations: {
      create: ['julep.createExecution', 'julep.createAgentDoc', 'julep.createUserDoc', 'julep.chat'],
      status: ['julep.getJobStatus', 'julep.getExecution', 'julep.chat'],
      list: ['julep.listExecutions', 'julep.listTransitions', 'julep.getTransition'],
      stream: ['julep.streamExecution', 'julep.streamTransitions']
    },
    nearest: ['waiting', 'expired'],
    graphql: false
  },
  waveline: {
    operations: {
      create: ['waveline.extractDocument', 'waveline.guessShape'],
      status: ['waveline.getJob'],
      list: ['waveline.listJobs']
    },
    nearest: ['retrying', 'waiting', 'cancelled', 'expired'],
    graphql: false
  },
  datasaur: {
    operations: {
      create: [
        'datasaur.autoLabelTokenBasedProject',
        'datasaur.calculateAgreementTables',
        'datasaur.collectDataset',
        'datasaur.runAutomation',
        'datasaur.getDataProgrammingPredictions',
        'datasaur.replicateCabinet',
        'datasaur.createProject',
        'datasaur.launchTextProjectAsync',
        'datasaur.addDocumentsToProject',
        'datasaur.exportTextProject',
        'datasaur.exportTextProjectDocument',
        'datasaur.exportTeamOverview'
      ],
      status: ['datasaur.getJob', 'datasaur.getJobs'],
      list: ['datasaur.getProjects', 'datasaur.getTeamMembersPaginated'],
      'sign-in': ['datasaur.createToken'],
      result: ['datasaur.downloadFile']
    },
    nearest: ['retrying', 'waiting', 'cancelled', 'expired'],
    graphql: true
  }
}
