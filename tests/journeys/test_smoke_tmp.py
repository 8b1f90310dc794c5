import time
from tests.gateway import *

def test_smoke(moto_server: str) -> None:
    t=time.time()
    with gateway(moto_server) as g:
        print("start", time.time()-t); t=time.time()
        s = g.session()
        print("session", time.time()-t); t=time.time()
        print(s.env, g.screens[0])
        c = g.client(s, "dynamodb", PRODUCTION)
        print("client", time.time()-t); t=time.time()
        try: print(c.list_tables())
        except Exception as e: print(e, g.complaints())
        dd = g.direct("dynamodb")
        dd.create_table(TableName="t", KeySchema=[{"AttributeName":"a","KeyType":"HASH"}], AttributeDefinitions=[{"AttributeName":"a","AttributeType":"S"}], BillingMode="PAY_PER_REQUEST")
        t=time.time()
        ch = held(c.delete_table, TableName="t")
        print(ch, time.time()-t); t=time.time()
        r = g.aws(s, "dynamodb", "delete-table", "--table-name", "t", region=PRODUCTION, count=True)
        print(r.code, r.err[-500:], r.requests, r.out, time.time()-t); t=time.time()
        said=g.approve(ch)
        print(said.out, said.err, time.time()-t); t=time.time()
        r = g.aws(s, "dynamodb", "delete-table", "--table-name", "t", region=PRODUCTION, count=False)
        print(r.code, r.err[-500:], r.requests, r.out, time.time()-t); t=time.time()
        print(g.complaints())
        print(g.must("log", "verify").out)
