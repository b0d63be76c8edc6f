"""Parts of the benchmark `record`: the suite and a monolith that does the same work, asked by the same clients."""
