curl https://api.julep.ai/api/jobs/0193f1d2-7a40-7c31-8f0e-2b6d5c9a1e47 \
    --header "Authorization: Bearer KEY"
