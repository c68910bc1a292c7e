package dev.gyre.gateway.storage.etcd;

import com.google.protobuf.ByteString;
import dev.gyre.gateway.storage.MetaStore;
import dev.gyre.gateway.storage.ResourceStore.StoreException;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.LeaseGrantRequest;
import io.etcd.jetcd.api.LeaseGrantResponse;
import io.etcd.jetcd.api.LeaseKeepAliveRequest;
import io.etcd.jetcd.api.LeaseKeepAliveResponse;
import io.etcd.jetcd.api.LeaseRevokeRequest;
import io.etcd.jetcd.api.LeaseRevokeResponse;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The machinery's keys and leases in etcd. */
final class EtcdMetaStore implements MetaStore {

    private final EtcdChannels channels;

    EtcdMetaStore(EtcdChannels channels) {
        this.channels = channels;
    }

    @Override
    public CompletionStage<@Nullable MetaKey> get(String key) {
        RangeRequest read = RangeRequest.newBuilder().setKey(Etcd.bytes(key)).build();
        return EtcdCall.<RangeResponse>read(answer -> channels.kv().range(read, answer))
                .thenApply(found -> found.getKvsCount() == 0 ? null : metaKey(found.getKvs(0)));
    }

    @Override
    public CompletionStage<Creation> create(String key, String value, long lease) {
        ByteString name = Etcd.bytes(key);
        PutRequest.Builder put =
                PutRequest.newBuilder().setKey(name).setValue(Etcd.bytes(value)).setLease(lease);
        TxnRequest txn = TxnRequest.newBuilder()
                .addCompare(Etcd.createRevisionIs(name, 0))
                .addSuccess(RequestOp.newBuilder().setRequestPut(put))
                .addFailure(Etcd.get(name))
                .build();
        return EtcdCall.<TxnResponse>change(answer -> channels.kv().txn(txn, answer))
                .thenApply(done -> {
                    long revision = done.getHeader().getRevision();
                    if (done.getSucceeded()) {
                        return new Creation(true, new MetaKey(value, revision, revision), revision);
                    }
                    KeyValue there = Etcd.found(done.getResponses(0));
                    if (there == null) {
                        throw new StoreException(key + " is there and is not there", null, false);
                    }
                    return new Creation(false, metaKey(there), revision);
                });
    }

    @Override
    public CompletionStage<Long> grantLease(Duration timeToLive) {
        LeaseGrantRequest grant = LeaseGrantRequest.newBuilder()
                .setTTL(Math.max(1, timeToLive.toSeconds()))
                .build();
        return EtcdCall.<LeaseGrantResponse>change(answer -> channels.lease().leaseGrant(grant, answer))
                .thenApply(LeaseGrantResponse::getID);
    }

    @Override
    public CompletionStage<Boolean> keepAlive(long lease) {
        return EtcdCall.<LeaseKeepAliveResponse>read(answer -> {
                    StreamObserver<LeaseKeepAliveRequest> requests =
                            channels.lease().leaseKeepAlive(answer);
                    requests.onNext(
                            LeaseKeepAliveRequest.newBuilder().setID(lease).build());
                    requests.onCompleted();
                })
                .thenApply(kept -> kept.getTTL() > 0);
    }

    @Override
    public CompletionStage<Void> revoke(long lease) {
        LeaseRevokeRequest revoke = LeaseRevokeRequest.newBuilder().setID(lease).build();
        return EtcdCall.<LeaseRevokeResponse>change(answer -> channels.lease().leaseRevoke(revoke, answer))
                .handle((done, failure) -> {
                    if (failure == null || Status.fromThrowable(failure).getCode() == Status.Code.NOT_FOUND) {
                        return null;
                    }
                    throw failure instanceof StoreException known
                            ? known
                            : new StoreException("cannot revoke a lease", failure, true);
                });
    }

    private static MetaKey metaKey(KeyValue found) {
        return new MetaKey(found.getValue().toStringUtf8(), found.getCreateRevision(), found.getModRevision());
    }
}
