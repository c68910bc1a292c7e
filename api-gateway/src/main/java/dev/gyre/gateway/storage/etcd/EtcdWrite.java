package dev.gyre.gateway.storage.etcd;

import com.google.protobuf.ByteString;
import dev.gyre.gateway.storage.ResourceStore;
import dev.gyre.gateway.storage.ResourceStore.StoreException;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.gateway.storage.ResourceStore.Write;
import dev.gyre.gateway.storage.ResourceStore.WriteResult;
import dev.gyre.gateway.storage.Serial;
import dev.gyre.gateway.storage.StoreKeys;
import dev.gyre.gateway.storage.ValueCodec;
import dev.gyre.schemas.Guard;
import dev.gyre.schemas.ResourceKey;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One write on its way to etcd. As a rule it is one transaction, whose failure branch reads the object, the guards' keys
 * and the serials, so that a refusal is explained in the same round trip. Only where a guard's object is not known in memory is it
 * read first, and only where memory was outdated is the transaction tried again.
 */
final class EtcdWrite {

    /** A guard's object may get a new status between any two attempts, but hardly so often. */
    private static final int MAX_ATTEMPTS = 10;

    private static final byte[] NOTHING = {};

    private final EtcdChannels channels;
    private final ValueCodec codec;
    private final GuardComparison guards;
    private final Function<ResourceKey, @Nullable StoredObject> memory;
    private final Write write;
    private final ByteString key;
    private final List<RequestOp> changes;
    private final List<Serial> compared;

    EtcdWrite(
            EtcdChannels channels,
            ValueCodec codec,
            int maxObjectBytes,
            Function<ResourceKey, @Nullable StoredObject> memory,
            Write write) {
        this.channels = channels;
        this.codec = codec;
        this.guards = new GuardComparison(codec);
        this.memory = memory;
        this.write = write;
        this.key = Etcd.bytes(StoreKeys.of(write.key()));
        this.compared = write.serials().stream()
                .filter(serial -> serial.use() != Serial.Use.DROPPED)
                .toList();
        this.changes = changes(maxObjectBytes);
    }

    private List<RequestOp> changes(int maxObjectBytes) {
        if (write.serials().size() > Serial.MAX_OF_A_WRITE) {
            throw new IllegalArgumentException("a write may name " + Serial.MAX_OF_A_WRITE + " serials, not "
                    + write.serials().size());
        }
        List<RequestOp> changes = new ArrayList<>(objectChanges(maxObjectBytes));
        for (Serial serial : write.serials()) {
            ByteString name = Etcd.bytes(StoreKeys.serial(serial.name()));
            switch (serial.use()) {
                case SEEN -> {}
                case TAKEN -> changes.add(Etcd.put(name, NOTHING));
                case DROPPED -> changes.add(Etcd.delete(name));
            }
        }
        return changes;
    }

    private List<RequestOp> objectChanges(int maxObjectBytes) {
        return switch (write) {
            case Write.Put put -> {
                byte[] value = codec.encode(put.key(), put.json(), put.provenance());
                if (value.length > maxObjectBytes) {
                    throw new ResourceStore.TooLargeException(value.length, maxObjectBytes);
                }
                yield List.of(Etcd.put(key, value));
            }
            case Write.Remove remove -> {
                if (remove.expectedRevision() == 0) {
                    throw new IllegalArgumentException("a removal must name the revision of what it removes: " + key);
                }
                byte[] cause = ValueCodec.encodeDeletion(remove.key(), remove.provenance());
                yield List.of(Etcd.put(Etcd.bytes(StoreKeys.DELETION), cause), Etcd.delete(key));
            }
        };
    }

    CompletableFuture<WriteResult> run() {
        List<Compare> comparisons = new ArrayList<>();
        for (Guard guard : write.guards()) {
            Compare comparison = GuardComparison.fromMemory(guard, known(guard));
            if (comparison == null) {
                return readGuards();
            }
            comparisons.add(comparison);
        }
        return attempt(comparisons, 1);
    }

    private @Nullable StoredObject known(Guard guard) {
        return switch (guard) {
            case Guard.Exists exists -> memory.apply(exists.key());
            case Guard.Absent absent -> memory.apply(absent.key());
            case Guard.Epoch epoch -> null;
            case Guard.Unchanged unchanged -> null;
            case Guard.Generation generation -> memory.apply(generation.key());
        };
    }

    private CompletableFuture<WriteResult> readGuards() {
        TxnRequest.Builder reads = TxnRequest.newBuilder();
        write.guards().forEach(guard -> reads.addSuccess(Etcd.get(GuardComparison.keyOf(guard))));
        return EtcdCall.<TxnResponse>read(answer -> channels.kv().txn(reads.build(), answer))
                .thenCompose(answer -> {
                    WriteResult refusal = failedGuard(answer, 0);
                    return refusal != null
                            ? CompletableFuture.completedFuture(refusal)
                            : attempt(comparisons(answer, 0), 1);
                });
    }

    private CompletableFuture<WriteResult> attempt(List<Compare> guardComparisons, int attempt) {
        TxnRequest.Builder txn = TxnRequest.newBuilder()
                .addCompare(Etcd.modRevisionIs(key, write.expectedRevision()))
                .addAllCompare(guardComparisons)
                .addAllSuccess(changes)
                .addFailure(Etcd.get(key));
        write.guards().forEach(guard -> txn.addFailure(Etcd.get(GuardComparison.keyOf(guard))));
        for (Serial serial : compared) {
            ByteString name = Etcd.bytes(StoreKeys.serial(serial.name()));
            txn.addCompare(Etcd.modRevisionIs(name, serial.revision()));
            txn.addFailure(Etcd.get(name));
        }
        return EtcdCall.<TxnResponse>change(answer -> channels.kv().txn(txn.build(), answer))
                .thenCompose(answer -> result(answer, attempt));
    }

    private CompletableFuture<WriteResult> result(TxnResponse answer, int attempt) {
        long revision = answer.getHeader().getRevision();
        if (answer.getSucceeded()) {
            return CompletableFuture.completedFuture(new WriteResult.Committed(revision));
        }
        WriteResult refusal = failedGuard(answer, 1);
        if (refusal != null) {
            return CompletableFuture.completedFuture(refusal);
        }
        KeyValue current = Etcd.found(answer.getResponses(0));
        if ((current == null ? 0 : current.getModRevision()) != write.expectedRevision()) {
            return CompletableFuture.completedFuture(new WriteResult.Conflict(revision, decode(current)));
        }
        WriteResult moved = movedSerial(answer, 1 + write.guards().size());
        if (moved != null) {
            return CompletableFuture.completedFuture(moved);
        }
        // Everything holds, so a guard was compared by an outdated revision. Now the right one is known.
        if (attempt == MAX_ATTEMPTS) {
            return CompletableFuture.failedFuture(
                    new StoreException("the guards of a write to " + write.key() + " keep changing", null, false));
        }
        return attempt(comparisons(answer, 1), attempt + 1);
    }

    /** The first guard that does not hold for what the transaction read, from that response on. */
    private @Nullable WriteResult failedGuard(TxnResponse answer, int first) {
        for (int i = 0; i < write.guards().size(); i++) {
            Guard guard = write.guards().get(i);
            if (!guards.holds(guard, Etcd.found(answer.getResponses(first + i)))) {
                return new WriteResult.GuardFailed(answer.getHeader().getRevision(), guard);
            }
        }
        return null;
    }

    private @Nullable WriteResult movedSerial(TxnResponse answer, int first) {
        for (int i = 0; i < compared.size(); i++) {
            KeyValue found = Etcd.found(answer.getResponses(first + i));
            if ((found == null ? 0 : found.getModRevision()) != compared.get(i).revision()) {
                return new WriteResult.SerialMoved(answer.getHeader().getRevision(), compared.get(i));
            }
        }
        return null;
    }

    private List<Compare> comparisons(TxnResponse answer, int first) {
        List<Compare> comparisons = new ArrayList<>();
        for (int i = 0; i < write.guards().size(); i++) {
            KeyValue found = Etcd.found(answer.getResponses(first + i));
            comparisons.add(GuardComparison.unchangedSince(write.guards().get(i), found));
        }
        return comparisons;
    }

    private @Nullable StoredObject decode(@Nullable KeyValue found) {
        return found == null
                ? null
                : codec.decode(
                        write.key(), found.getValue().toByteArray(), found.getCreateRevision(), found.getModRevision());
    }
}
