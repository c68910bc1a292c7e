package dev.gyre.gateway.storage.etcd;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.gyre.gateway.storage.ResourceStore.CompactedException;
import dev.gyre.gateway.storage.ResourceStore.StoreException;
import dev.gyre.gateway.storage.StoreKeys;
import io.etcd.jetcd.api.Event;
import io.etcd.jetcd.api.WatchCreateRequest;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** One stream of etcd's, of everything under the one prefix: what it tells, and why it ended, in the store's words. */
abstract class WatchStream implements ClientResponseObserver<WatchRequest, WatchResponse> {

    /**
     * Answers that the connection hands over before it is asked for more. To ask for them one by one, as is usual, wakes the connection's
     * thread for each of them and this one in turn, and on a busy machine a change waits for both. One answer is a fragment,
     * of 1.5 MiB at most.
     */
    private static final int WINDOW = 32;

    // Fields that jetcd's copy of the protocol does not name yet: WatchCreateRequest.fragment, WatchResponse.fragment.
    private static final int REQUEST_FRAGMENT = 8;
    private static final int RESPONSE_FRAGMENT = 7;
    private static final UnknownFieldSet IN_FRAGMENTS = UnknownFieldSet.newBuilder()
            .addField(
                    REQUEST_FRAGMENT,
                    UnknownFieldSet.Field.newBuilder().addVarint(1).build())
            .build();

    private static final ByteString PREFIX = Etcd.bytes(StoreKeys.PREFIX);

    private @Nullable ClientCallStreamObserver<WatchRequest> call;
    private int heard;

    /** Some more of history, in order. With {@code isFragment} the last revision of it is not whole yet. */
    abstract void told(List<Event> events, boolean isFragment);

    /** The stream is over, by {@link CompactedException} where etcd no longer has what was asked for. */
    abstract void ended(RuntimeException why);

    /** Asks for everything from a revision on, to be told on a thread. */
    final void open(EtcdChannels channels, Executor thread, long firstRevision) {
        channels.watch(thread)
                .watch(this)
                .onNext(WatchRequest.newBuilder()
                        .setCreateRequest(WatchCreateRequest.newBuilder()
                                .setKey(PREFIX)
                                .setRangeEnd(Etcd.prefixEnd(PREFIX))
                                .setStartRevision(firstRevision)
                                .setPrevKv(true)
                                .setUnknownFields(IN_FRAGMENTS))
                        .build());
    }

    /** Lets go of it; etcd may still say that it has ended. */
    final void cancel() {
        if (call != null) {
            call.cancel("the watch is closed", null);
        }
    }

    @Override
    public final void beforeStart(ClientCallStreamObserver<WatchRequest> started) {
        call = started;
        started.disableAutoRequestWithInitial(WINDOW);
    }

    @Override
    public final void onNext(WatchResponse response) {
        if (++heard == WINDOW / 2 && call != null) {
            heard = 0;
            call.request(WINDOW / 2);
        }
        if (response.getCompactRevision() > 0) {
            ended(new CompactedException(response.getCompactRevision()));
        } else if (response.getCanceled()) {
            ended(new StoreException("canceled by etcd: " + response.getCancelReason(), null, false));
        } else {
            told(response.getEventsList(), isFragment(response));
        }
    }

    private static boolean isFragment(WatchResponse response) {
        return response.getUnknownFields()
                .getField(RESPONSE_FRAGMENT)
                .getVarintList()
                .contains(1L);
    }

    @Override
    public final void onError(Throwable failure) {
        ended(EtcdCall.translate(failure, false));
    }

    @Override
    public final void onCompleted() {
        ended(new StoreException("ended by etcd", null, false));
    }
}
