"""The running server: listening, logs, reload, systemd, and files for its operators."""
