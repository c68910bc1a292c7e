package dev.gyre.actors.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PersistentMapTest {

    @Property
    void madeAtOnceItIsAsMadeByOneChangeAfterTheOther(@ForAll List<Integer> keys) {
        PersistentMap.Builder<Integer, Integer> builder = PersistentMap.builder();
        PersistentMap<Integer, Integer> changed = PersistentMap.empty();
        for (int i = 0; i < keys.size(); i++) {
            builder.put(keys.get(i), i);
            changed = changed.with(keys.get(i), i);
        }
        assertThat(builder.build().asJava()).isEqualTo(changed.asJava());
        assertThat(builder.build().values()).isEqualTo(changed.values());
    }

    @Property
    void whatWasMadeAtOnceChangesAsAnyOther(@ForAll List<Integer> keys, @ForAll List<Integer> others) {
        PersistentMap.Builder<Integer, Integer> builder = PersistentMap.builder();
        Map<Integer, Integer> model = new TreeMap<>();
        keys.forEach(key -> {
            builder.put(key, key);
            model.put(key, key);
        });
        PersistentMap<Integer, Integer> map = builder.build();
        for (int other : others) {
            map = other % 2 == 0 ? map.with(other, -other) : map.without(other);
            if (other % 2 == 0) {
                model.put(other, -other);
            } else {
                model.remove(other);
            }
        }
        assertThat(map.values()).containsExactlyElementsOf(model.values());
    }

    @Test
    void ofEntriesWithOneKeyTheLastCounts() {
        PersistentMap.Builder<String, Integer> builder = PersistentMap.builder();
        builder.put("b", 1);
        builder.put("a", 2);
        builder.put("b", 3);
        assertThat(builder.build().values()).containsExactly(2, 3);
    }
}
