curl \
    --request POST \
    --header "Content-Type: application/json" \
    --header "Authorization: Bearer dea464c07bd07300095caa8" \
    --data '{"jobIds": ["cefb58a0-cd71-11ec-8e29-81c20d280994"], "wait": 0, "pollInterval": 1}' \
    https://your-immuta-url.com/jobs/statuses
