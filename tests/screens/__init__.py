"""Pictures of what people see: messages as Slack shows them, and pages as a browser does."""
