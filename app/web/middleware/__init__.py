"""Middlewares that wrap every handler."""
