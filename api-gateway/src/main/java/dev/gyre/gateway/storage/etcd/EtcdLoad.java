package dev.gyre.gateway.storage.etcd;

import com.google.protobuf.ByteString;
import dev.gyre.gateway.storage.ResourceStore.Contents;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.gateway.storage.StoreKeys;
import dev.gyre.gateway.storage.ValueCodec;
import dev.gyre.schemas.ResourceKey;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Reads every object and every serial at one revision, page by page: the first page's answer names the revision, the others ask for it. The
 * size of a page follows the size of what the last one held, so that an answer stays at a few megabytes.
 */
final class EtcdLoad {

    private static final ByteString START = Etcd.bytes(StoreKeys.REGISTRY);
    private static final ByteString END = Etcd.prefixEnd(Etcd.bytes(StoreKeys.SERIALS));
    private static final ByteString JUST_AFTER = ByteString.copyFrom(new byte[] {0});
    private static final long TARGET_PAGE_BYTES = 4L * 1024 * 1024;
    private static final long FIRST_PAGE = 50;
    private static final long MAX_PAGE = 5_000;

    private final EtcdChannels channels;
    private final ValueCodec codec;
    private final List<StoredObject> objects = new ArrayList<>();
    private final Map<String, Long> serials = new HashMap<>();

    EtcdLoad(EtcdChannels channels, ValueCodec codec) {
        this.channels = channels;
        this.codec = codec;
    }

    CompletableFuture<Contents> run() {
        return page(START, 0, FIRST_PAGE);
    }

    private CompletableFuture<Contents> page(ByteString from, long revision, long limit) {
        RangeRequest read = RangeRequest.newBuilder()
                .setKey(from)
                .setRangeEnd(END)
                .setRevision(revision)
                .setLimit(limit)
                .build();
        return EtcdCall.<RangeResponse>read(answer -> channels.kv().range(read, answer))
                .thenCompose(page -> {
                    long at = revision == 0 ? page.getHeader().getRevision() : revision;
                    page.getKvsList().forEach(this::take);
                    if (!page.getMore()) {
                        return CompletableFuture.completedFuture(
                                new Contents(at, List.copyOf(objects), Map.copyOf(serials)));
                    }
                    ByteString last = page.getKvs(page.getKvsCount() - 1).getKey();
                    return page(last.concat(JUST_AFTER), at, nextLimit(page));
                });
    }

    private static long nextLimit(RangeResponse page) {
        long bytesEach = Math.max(1, page.getSerializedSize() / page.getKvsCount());
        return Math.clamp(TARGET_PAGE_BYTES / bytesEach, 1, MAX_PAGE);
    }

    private void take(KeyValue value) {
        String name = value.getKey().toStringUtf8();
        ResourceKey key = StoreKeys.parse(name);
        String serial = StoreKeys.serialName(name);
        if (key != null) {
            objects.add(EventDecoder.object(codec, key, value));
        } else if (serial != null) {
            serials.put(serial, value.getModRevision());
        }
    }
}
