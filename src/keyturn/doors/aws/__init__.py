"""The AWS door: HTTP in from the clients of AWS, one call of the gate for each request, AWS's own forms of answer."""
