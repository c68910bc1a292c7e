package dev.gyre.schemas.custom;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The order in which clients are to prefer versions: stable before beta before alpha, higher before lower, and names of no such
 * form last, by the alphabet: {@code v10, v2, v1, v11beta2, v10beta3, v3beta1, v12alpha1, foo1, foo10}.
 */
final class VersionOrder implements Comparator<String> {

    static final VersionOrder INSTANCE = new VersionOrder();

    private static final Pattern FORM = Pattern.compile("v([1-9][0-9]{0,8})(?:(alpha|beta)([1-9][0-9]{0,8}))?");

    @Override
    public int compare(String a, String b) {
        Matcher x = FORM.matcher(a);
        Matcher y = FORM.matcher(b);
        boolean isX = x.matches();
        boolean isY = y.matches();
        if (!isX || !isY) {
            return isX ? -1 : isY ? 1 : a.compareTo(b);
        }
        int byStability = Integer.compare(rank(x), rank(y));
        if (byStability != 0) {
            return byStability;
        }
        int byMajor = Integer.compare(number(y, 1), number(x, 1));
        return byMajor != 0 ? byMajor : Integer.compare(number(y, 3), number(x, 3));
    }

    private static int rank(Matcher version) {
        String stage = version.group(2);
        return stage == null ? 0 : stage.equals("beta") ? 1 : 2;
    }

    private static int number(Matcher version, int group) {
        String digits = version.group(group);
        return digits == null ? 0 : Integer.parseInt(digits);
    }
}
