package dev.gyre.events.memory;

import dev.gyre.events.EventLog;
import dev.gyre.events.EventLogContract;
import dev.gyre.events.ForwardingEventLog;

class InMemoryEventLogTest extends EventLogContract {

    private final InMemoryEventLog log = new InMemoryEventLog();

    @Override
    protected EventLog connect() {
        return new Client(log);
    }

    @Override
    protected String freshTopic() {
        return "topic";
    }

    /** A client that leaves the log to the others when it is closed. */
    private static final class Client extends ForwardingEventLog {
        Client(EventLog log) {
            super(log);
        }

        @Override
        public void close() {}
    }
}
