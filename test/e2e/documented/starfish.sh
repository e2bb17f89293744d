curl --request POST https://api.starfishdata.ai/v1/jobStatus \
    --header 'x-api-key: KEY' \
    --header 'Content-Type: application/json' \
    --data '{"jobId":"3f2c6a0e-8b1d-4c57-9e42-6d0f1a7b5c38","projectId":"7d9e1b52-4c0a-4f83-a6d1-0e5b8c2f9a64"}'
