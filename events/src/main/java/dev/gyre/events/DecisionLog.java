package dev.gyre.events;

import dev.gyre.schemas.record.DecisionRecord;
import java.util.concurrent.CompletionStage;

/** Where decisions are written before they are acted on. */
public interface DecisionLog {

    /** Completes when the record is acknowledged; until then no command of the decision may be sent. */
    CompletionStage<Void> append(DecisionRecord decision);
}
