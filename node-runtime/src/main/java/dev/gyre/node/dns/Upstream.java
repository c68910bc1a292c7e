package dev.gyre.node.dns;

import java.util.concurrent.CompletionStage;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;

/** Whoever knows the names that are not the cluster's. */
interface Upstream {

    /** The answer to a question; SERVFAIL where nobody answers in time. Never fails. */
    CompletionStage<Message> ask(Record question);
}
