"""Systems synced again and again while a process serves: `pace` says when, `keeping` does it, `first_sync` what is awaited."""
