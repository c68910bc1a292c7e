package dev.gyre.events;

import dev.gyre.events.record.BornOnTheLog;
import dev.gyre.schemas.record.DecisionRecord;
import java.util.concurrent.CompletionStage;

/** Decisions on {@code gyre.decisions}, next to those about the same namespace. */
public final class LogDecisionLog implements DecisionLog {

    private final EventLog log;
    private final Topics topics;
    private final BornOnTheLog records;

    public LogDecisionLog(EventLog log, Topics topics, String clusterId) {
        this.log = log;
        this.topics = topics;
        this.records = new BornOnTheLog(clusterId);
    }

    @Override
    public CompletionStage<Void> append(DecisionRecord decision) {
        return log.append(records.decision(topics.decisionsPartition(decision.subject()), decision))
                .thenAccept(offset -> {});
    }
}
