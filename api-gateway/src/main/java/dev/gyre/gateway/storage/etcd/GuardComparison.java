package dev.gyre.gateway.storage.etcd;

import com.google.protobuf.ByteString;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.gateway.storage.StoreKeys;
import dev.gyre.gateway.storage.ValueCodec;
import dev.gyre.schemas.Guard;
import dev.gyre.schemas.ResourceKey;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.KeyValue;
import org.jspecify.annotations.Nullable;

/**
 * A guard as etcd can compare it. etcd knows nothing of uids and generations, but an incarnation of a key is told apart by its
 * create revision just as well, and what was of a generation is so at the same mod revision; which one that is, is looked up in
 * memory first and read where memory does not know. A comparison made on outdated knowledge fails, and what the failed
 * transaction read along gives the right one.
 */
final class GuardComparison {

    private final ValueCodec codec;

    GuardComparison(ValueCodec codec) {
        this.codec = codec;
    }

    static ByteString keyOf(Guard guard) {
        return Etcd.bytes(
                switch (guard) {
                    case Guard.Epoch epoch -> StoreKeys.epoch(epoch.partition());
                    case Guard.Exists exists -> StoreKeys.of(exists.key());
                    case Guard.Absent absent -> StoreKeys.of(absent.key());
                    case Guard.Unchanged unchanged -> StoreKeys.of(unchanged.key());
                    case Guard.Generation generation -> StoreKeys.of(generation.key());
                });
    }

    /**
     * The comparison that stands for the guard, from what is known in memory; null where the key has to be read first.
     *
     * @param known the object of the guard's key as memory has it; null for unknown or absent
     */
    static @Nullable Compare fromMemory(Guard guard, @Nullable StoredObject known) {
        ByteString key = keyOf(guard);
        return switch (guard) {
            case Guard.Epoch epoch -> Etcd.modRevisionIs(key, epoch.epoch());
            case Guard.Unchanged unchanged -> Etcd.modRevisionIs(key, unchanged.revision());
            case Guard.Exists exists ->
                known != null && known.uid().equals(exists.uid())
                        ? Etcd.createRevisionIs(key, known.createRevision())
                        : null;
            case Guard.Absent absent ->
                known == null || known.uid().equals(absent.uid())
                        ? Etcd.createRevisionIs(key, 0)
                        : Etcd.createRevisionIs(key, known.createRevision());
            case Guard.Generation generation ->
                known != null && known.isOf(generation) ? Etcd.modRevisionIs(key, known.modRevision()) : null;
        };
    }

    /** Whether the guard holds for what was found under its key. */
    boolean holds(Guard guard, @Nullable KeyValue found) {
        return switch (guard) {
            case Guard.Epoch epoch -> found != null && found.getModRevision() == epoch.epoch();
            case Guard.Unchanged unchanged -> found != null && found.getModRevision() == unchanged.revision();
            case Guard.Exists exists ->
                found != null && uid(exists.key(), found).equals(exists.uid());
            case Guard.Absent absent ->
                found == null || !uid(absent.key(), found).equals(absent.uid());
            case Guard.Generation generation ->
                found != null && decode(generation.key(), found).isOf(generation);
        };
    }

    /** The comparison for a guard that holds for what was found: that it is still so. */
    static Compare unchangedSince(Guard guard, @Nullable KeyValue found) {
        return switch (guard) {
            case Guard.Epoch epoch -> Etcd.modRevisionIs(keyOf(guard), epoch.epoch());
            case Guard.Unchanged unchanged -> Etcd.modRevisionIs(keyOf(guard), unchanged.revision());
            case Guard.Exists exists -> Etcd.createRevisionIs(keyOf(guard), createRevision(found));
            case Guard.Absent absent -> Etcd.createRevisionIs(keyOf(guard), createRevision(found));
            case Guard.Generation generation -> Etcd.modRevisionIs(keyOf(guard), modRevision(found));
        };
    }

    private static long createRevision(@Nullable KeyValue found) {
        return found == null ? 0 : found.getCreateRevision();
    }

    private static long modRevision(@Nullable KeyValue found) {
        return found == null ? 0 : found.getModRevision();
    }

    private String uid(ResourceKey key, KeyValue found) {
        return decode(key, found).uid();
    }

    private StoredObject decode(ResourceKey key, KeyValue found) {
        return codec.decode(key, found.getValue().toByteArray(), found.getCreateRevision(), found.getModRevision());
    }
}
