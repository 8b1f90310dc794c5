"""The incident replayed: a simulated estate, a scripted agent, a health probe, and two people.

What is real here, and what is not:

- The cloud is moto's server, a process of its own that speaks the AWS wire protocols on loopback. The estate is a
  CloudFormation stack that moto creates and deletes. moto's IAM check is switched on: access key, signature and action
  are checked against the policies in the account, so a key that the cloud never issued is refused there. `cloud` says
  which flaw of that check is mended. moto does not look at resources or conditions of policies.
- moto runs no functions. The probe therefore fetches the zip that the function's own `CodeSha256` names, and the
  table's rows, over the wire, and runs the handler in an isolated subprocess.
- moto's database instance is a name without data in it, and its stacks are deleted at once. What is counted as lost is
  what moto does hold: cost rows, usage files, queued messages.
- The agent is a script, not a model: it replays the decision that was reported in public, and afterwards the fix that
  should have been made. It is an ordinary boto3 program and holds nothing but its environment.
- Keyturn is started only as a process, by its own command line. No line of this room reaches into it.
"""
