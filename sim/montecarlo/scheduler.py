"""Whether a Dask scheduler answers at an address."""

import asyncio
from concurrent.futures import Future
from threading import Thread

from distributed import Security
from distributed.comm.core import connect


def await_answer(address: str, seconds: float) -> None:
    """Wait until a scheduler has answered.

    In a thread that a Ctrl-C leaves behind: a client that is stopped while it connects holds up the
    end of the program for twenty seconds, and then says that it could not be closed.

    Raises
    ------
    OSError, ValueError
        If none answers in time, what answers is none, or there is no such address.
    """
    answer: Future[None] = Future()

    async def greet() -> None:
        how = Security().get_connection_args("client")
        try:
            comm = await connect(address, seconds, **how)
        except MemoryError:  # The first bytes of what it says are no size of a message.
            raise OSError("what answers there is no scheduler") from None
        await comm.close()

    def knock() -> None:
        try:
            asyncio.run(greet())
            answer.set_result(None)
        except BaseException as error:
            answer.set_exception(error)

    Thread(target=knock, daemon=True).start()
    answer.result()
