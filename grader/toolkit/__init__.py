"""What hidden tests are written with: the submission as a subject, the wire, and the finding."""
