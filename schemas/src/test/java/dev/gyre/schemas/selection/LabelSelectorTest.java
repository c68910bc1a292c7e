package dev.gyre.schemas.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gyre.schemas.yaml.Yaml;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.MissingNode;

class LabelSelectorTest {

    private static final Map<String, String> WEB = Map.of("app", "web", "tier", "front", "gen", "7", "empty", "");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "app=web",
                "app==web",
                " app = web , tier != back ",
                "app in (web,api)",
                "app in ( web )",
                "tier notin (back, middle)",
                "app",
                "!old",
                "other!=x",
                "other notin (x)",
                "empty=",
                "empty in (,x)",
                "gen>6",
                "gen<8",
                "app=web,!old,tier in (front,back),gen"
            })
    void selects(String selector) {
        assertThat(LabelSelector.parse(selector).matches(WEB)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"app=api", "app!=web", "!app", "old", "app notin (web)", "app in (api)", "gen>7", "app>1"})
    void leavesOut(String selector) {
        assertThat(LabelSelector.parse(selector).matches(WEB)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "app=(x) | unable to parse requirement: found '(', expected: identifier",
                "app in web | unable to parse requirement: found 'web', expected: '('",
                "app=web tier=x | unable to parse requirement: found 'tier', expected: ',' or 'end of string'",
                "app=web, | unable to parse requirement: found '', expected: !, identifier, or 'end of string'",
                "app in (a | unable to parse requirement: found '', expected: ',' or ')'",
                "app like x | unable to parse requirement: found 'like', expected: in, notin, =, ==, !=, gt, lt",
                "gen>x | values: Invalid value: [x]: for 'Gt', 'Lt' operators, exactly one integer is required"
            })
    void refuses(String selector, String message) {
        assertThatThrownBy(() -> LabelSelector.parse(selector))
                .isInstanceOf(SelectorException.class)
                .hasMessage(message);
    }

    @Test
    void refusesKeysAndValuesThatNoLabelCanHave() {
        assertThatThrownBy(() -> LabelSelector.parse("-x=1"))
                .hasMessageStartingWith("key: Invalid value: \"-x\": name part");
        assertThatThrownBy(() -> LabelSelector.parse("a/b/c"))
                .hasMessageStartingWith("key: Invalid value: \"a/b/c\": a qualified");
        assertThatThrownBy(() -> LabelSelector.parse("x=" + "y".repeat(64)))
                .hasMessageContaining("must be no more than 63");
    }

    @Test
    void isBounded() {
        assertThatThrownBy(() -> LabelSelector.parse("a,".repeat(1001) + "a")).hasMessageContaining("more than 1000");
        assertThatThrownBy(() -> LabelSelector.parse("a".repeat(70_000))).hasMessageContaining("longer than");
    }

    @Test
    void readsTheJsonOfObjects() {
        LabelSelector selector = LabelSelector.of(Yaml.readObject("""
                matchLabels: {app: web}
                matchExpressions:
                - {key: tier, operator: In, values: [front, back]}
                - {key: old, operator: DoesNotExist}
                """));
        assertThat(selector).hasToString("app=web,!old,tier in (back,front)");
        assertThat(selector.matches(WEB)).isTrue();
        assertThat(LabelSelector.parse(selector.toString())).isEqualTo(selector);
        assertThat(selector.matchesObject(Yaml.readObject("metadata: {labels: {app: web, tier: back}}")))
                .isTrue();
    }

    @Test
    void noSelectorIsNothingAndAnEmptyOneIsEverything() {
        assertThat(LabelSelector.of(MissingNode.getInstance()).matches(WEB)).isFalse();
        assertThat(LabelSelector.of(Yaml.readObject("{}")).matches(WEB)).isTrue();
        assertThat(LabelSelector.of(Yaml.readObject("{}")).matchesObject(Yaml.readObject("{}")))
                .isTrue();
        assertThat(LabelSelector.ofLabels(Yaml.readObject("{}")).matches(WEB)).isFalse();
    }
}
