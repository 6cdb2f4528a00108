package io.twinproxy.agent.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A range of addresses, {@code 10.0.0.0/16}; a single address is a range of one. IPv4 and IPv6. */
public final class Cidr {
    private static final Pattern V4 = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,3}){3})(?:/(\\d{1,2}))?");
    private static final Pattern V6 = Pattern.compile("([0-9a-fA-F:.]*:[0-9a-fA-F:.]*)(?:/(\\d{1,3}))?");

    private final InetAddress base;
    private final int prefix;

    private Cidr(InetAddress base, int prefix) {
        this.base = base;
        this.prefix = prefix;
    }

    /** Empty for anything else, a name in particular: nothing is looked up. Bits beyond the prefix are ignored. */
    public static Optional<Cidr> parse(String text) {
        Matcher v4 = V4.matcher(text);
        Matcher v6 = V6.matcher(text);
        Matcher matcher = v4.matches() ? v4 : v6;
        if (!v4.matches() && !v6.matches()) {
            return Optional.empty();
        }
        try {
            InetAddress address = InetAddress.getByName(matcher.group(1));
            int bits = address.getAddress().length * 8;
            int prefix = matcher.group(2) == null ? bits : Integer.parseInt(matcher.group(2));
            return prefix <= bits ? Optional.of(new Cidr(masked(address, prefix), prefix)) : Optional.empty();
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** Whether text is an IPv4 address such as {@code 10.0.0.1}. */
    public static boolean isIpv4(String text) {
        return text.indexOf('/') < 0
                && V4.matcher(text).matches()
                && parse(text).isPresent();
    }

    public boolean contains(InetAddress address) {
        byte[] mine = base.getAddress();
        if (address.getAddress().length != mine.length) {
            return false;
        }
        return masked(address, prefix).equals(base);
    }

    /** Whether an IPv4 or IPv6 literal lies in it. */
    public boolean contains(String literal) {
        return parse(literal).filter(other -> contains(other.base)).isPresent();
    }

    public int prefix() {
        return prefix;
    }

    /** The address after the first: where the router of a subnet is in a VPC. */
    public String firstHost() {
        byte[] bytes = base.getAddress();
        bytes[bytes.length - 1] = (byte) (bytes[bytes.length - 1] + 1);
        return of(bytes).getHostAddress();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cidr cidr && cidr.base.equals(base) && cidr.prefix == prefix;
    }

    @Override
    public int hashCode() {
        return base.hashCode() * 31 + prefix;
    }

    @Override
    public String toString() {
        return base.getHostAddress() + "/" + prefix;
    }

    private static InetAddress masked(InetAddress address, int prefix) {
        byte[] bytes = address.getAddress();
        for (int i = 0; i < bytes.length; i++) {
            int kept = Math.max(0, Math.min(8, prefix - 8 * i));
            bytes[i] = (byte) (bytes[i] & (0xff << (8 - kept)));
        }
        return of(bytes);
    }

    private static InetAddress of(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + bytes.length + " bytes", e);
        }
    }
}
