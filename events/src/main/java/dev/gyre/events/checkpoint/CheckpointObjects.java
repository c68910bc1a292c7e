package dev.gyre.events.checkpoint;

import dev.gyre.events.EventLog;
import dev.gyre.events.EventLog.Entry;
import dev.gyre.events.EventLog.StoredEntry;
import dev.gyre.events.LogScan;
import dev.gyre.events.Topics;
import dev.gyre.events.record.CheckpointRecords;
import dev.gyre.schemas.record.Checkpoint;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Reads the records of one checkpoint, and proves at the end that they are those that it was made of. */
final class CheckpointObjects {

    private final Checkpoint checkpoint;
    private final Consumer<Entry> consumer;
    private final MessageDigest sum = sum();
    private long objects;

    private CheckpointObjects(Checkpoint checkpoint, Consumer<Entry> consumer) {
        this.checkpoint = checkpoint;
        this.consumer = consumer;
    }

    /** Fails with {@link DamagedCheckpointException} where what was taken does not count. */
    static CompletionStage<Void> read(EventLog log, StoredCheckpoint stored, Consumer<Entry> consumer) {
        CheckpointObjects reading = new CheckpointObjects(stored.checkpoint(), consumer);
        LogScan.Range range = new LogScan.Range(stored.checkpoint().firstOffset(), stored.offset());
        return LogScan.start(log, Map.of(Topics.CHECKPOINTS_PARTITION, range), reading::take)
                .done()
                .thenAccept(done -> reading.prove());
    }

    static MessageDigest sum() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private void take(StoredEntry stored) {
        if (CheckpointRecords.isObjectOf(stored.entry(), checkpoint.id())) {
            CheckpointRecords.addTo(sum, stored.entry());
            objects++;
            consumer.accept(stored.entry());
        }
    }

    private void prove() {
        if (objects != checkpoint.objects()) {
            throw new DamagedCheckpointException(
                    checkpoint, "it has " + objects + " of " + checkpoint.objects() + " objects");
        }
        if (!HexFormat.of().formatHex(sum.digest()).equals(checkpoint.sha256())) {
            throw new DamagedCheckpointException(checkpoint, "its sum is another one");
        }
    }
}
