"""Department systems read into Yuxin: `mapping` says how a database is read, `reading` reads it, `checking` tries a mapping out."""
