curl --location --request POST 'https://app.datasaur.ai/graphql' \
--header 'Authorization: Bearer <access_token>' \
--header 'Content-Type: application/json' \
--data-raw '{"operationName":"GetJobQuery","variables":{"jobId":"AutoLabelQueue:dcbf6ed3-3841-46c1-8f6a-2affb53ac637"},"query":"query GetJobQuery($jobId: String!) {  result: getJob(jobId: $jobId) {    id  status  progress  }}"}'
