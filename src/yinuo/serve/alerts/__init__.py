"""Alerts: what is new, sent to those who follow it, by e-mail, webhook or chat; nothing twice."""
