"""Step Functions. A state machine acts under its role: to change it, or to start, finish or steer it, is `execute`."""

from typing import Final

from keyturn.recognise.aws.touches_table import Service, rows

_ROWS: Final = """
read:
    DescribeActivity DescribeMapRun DescribeStateMachineAlias ListActivities ListExecutions ListMapRuns
    ListStateMachineAliases ListStateMachineVersions ListStateMachines ListTagsForResource
    ValidateStateMachineDefinition
read data: DescribeExecution DescribeStateMachine DescribeStateMachineForExecution GetExecutionHistory
create: CreateActivity CreateStateMachineAlias PublishStateMachineVersion
modify: TagResource UntagResource UpdateMapRun
modify no: StopExecution
modify data no: GetActivityTask                 # the task is taken from whoever else waits for it
delete: DeleteActivity DeleteStateMachine DeleteStateMachineAlias DeleteStateMachineVersion
execute: CreateStateMachine UpdateStateMachine UpdateStateMachineAlias
execute no: RedriveExecution SendTaskFailure SendTaskHeartbeat SendTaskSuccess StartExecution
execute data no: StartSyncExecution TestState
"""

SERVICE: Final[Service] = Service(
    prefix="states",
    rows=rows(_ROWS),
    called={"Activity": "activity:{}", "StateMachine": "stateMachine:{}"},
    opaque=frozenset({"definition", "input", "output", "tags", "mock", "context", "variables"}),
    roles=frozenset({"roleArn"}),
)
