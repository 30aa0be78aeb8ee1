"""The other ends, on the loopback: a Slack, a PagerDuty, a webhook receiver and a mail server for tests and the demonstration.

They speak over real sockets and are as strict as the real ones: limits, signatures, rates. None of them is for production.
"""
