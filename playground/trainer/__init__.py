"""The worker process that trains: started, warmed, timed, and replaced when it dies."""
