package dev.gyre.gateway.storage.etcd;

import com.google.protobuf.ByteString;
import dev.gyre.gateway.storage.StoreKeys;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.ResponseOp;
import org.jspecify.annotations.Nullable;

/** The few words of etcd's protocol that the store speaks. */
final class Etcd {

    private Etcd() {}

    static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }

    /** The end of the range of all keys that begin with this one. */
    static ByteString prefixEnd(ByteString prefix) {
        int last = prefix.size() - 1;
        byte next = (byte) (prefix.byteAt(last) + 1);
        return prefix.substring(0, last).concat(ByteString.copyFrom(new byte[] {next}));
    }

    /**
     * Asks for next to nothing as of a revision, 0 for the newest: the answer's head says the newest one, and where that history is
     * gone there is none.
     */
    static RangeRequest look(long revision) {
        return RangeRequest.newBuilder()
                .setKey(bytes(StoreKeys.LOG_IDENTITY))
                .setKeysOnly(true)
                .setRevision(revision)
                .build();
    }

    /** Holds where the key was last changed at this revision; 0 where there is none. */
    static Compare modRevisionIs(ByteString key, long revision) {
        return Compare.newBuilder()
                .setKey(key)
                .setTarget(Compare.CompareTarget.MOD)
                .setResult(Compare.CompareResult.EQUAL)
                .setModRevision(revision)
                .build();
    }

    /** Holds where this incarnation of the key began at this revision; 0 where there is none. */
    static Compare createRevisionIs(ByteString key, long revision) {
        return Compare.newBuilder()
                .setKey(key)
                .setTarget(Compare.CompareTarget.CREATE)
                .setResult(Compare.CompareResult.EQUAL)
                .setCreateRevision(revision)
                .build();
    }

    static RequestOp put(ByteString key, byte[] value) {
        PutRequest.Builder put = PutRequest.newBuilder().setKey(key).setValue(ByteString.copyFrom(value));
        return RequestOp.newBuilder().setRequestPut(put).build();
    }

    static RequestOp delete(ByteString key) {
        return RequestOp.newBuilder()
                .setRequestDeleteRange(DeleteRangeRequest.newBuilder().setKey(key))
                .build();
    }

    static RequestOp get(ByteString key) {
        return RequestOp.newBuilder()
                .setRequestRange(RangeRequest.newBuilder().setKey(key))
                .build();
    }

    /** What a {@link #get} in a transaction found. */
    static @Nullable KeyValue found(ResponseOp response) {
        return response.getResponseRange().getKvsCount() == 0
                ? null
                : response.getResponseRange().getKvs(0);
    }
}
