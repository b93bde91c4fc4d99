// SPDX-License-Identifier: BSD-2-Clause
using System.Buffers.Binary;

namespace RootfulContainers.Bolt;

/// <summary>
/// What has to be written to replace the content of a bbolt file, in the way bbolt does it: first pages where none is in
/// use, then the older of the two meta pages, which makes them the content. Cut short in between nothing has happened.
/// </summary>
/// <param name="Pages">The new content, to be written at <paramref name="PagesOffset"/>.</param>
/// <param name="Meta">What makes it count, to be written after it at <paramref name="MetaOffset"/>.</param>
internal sealed record BoltCommit(long PagesOffset, byte[] Pages, long MetaOffset, byte[] Meta)
{
    private const int FirstPage = 2;

    /// <param name="database">All of it has been read.</param>
    public static BoltCommit Replace(BoltDatabase database, BoltTree content)
    {
        var (old, used) = (database.Meta, database.UsedPages());
        var count = (ulong)content.CountPages(old.PageSize);
        var first = FirstGap(used, old.Pages, count);
        var meta = old with
        {
            Root = first,
            FreeList = BoltMeta.NoFreeList,
            Pages = Math.Max(old.Pages, first + count),
            Transaction = old.Transaction + 1,
        };
        return new BoltCommit(
            (long)first * old.PageSize,
            Render(content, first, old.PageSize),
            (long)(meta.Transaction % 2) * old.PageSize,
            Render(meta)
        );
    }

    /// <summary>The content of a new file. It is no database before all of it is written, as with bbolt itself.</summary>
    public static byte[] NewFile(BoltTree content, int pageSize)
    {
        var pages = Render(content, FirstPage, pageSize);
        var count = FirstPage + (ulong)(pages.Length / pageSize);
        var meta = new BoltMeta(pageSize, FirstPage, Sequence: 0, BoltMeta.NoFreeList, count, Transaction: 0);
        return [.. Render(meta), .. Render(meta with { Transaction = 1 }), .. pages];
    }

    private static byte[] Render(BoltTree content, ulong first, int pageSize)
    {
        var pages = new byte[content.CountPages(pageSize) * pageSize];
        content.Write(pages, first, pageSize);
        return pages;
    }

    private static byte[] Render(BoltMeta meta)
    {
        var page = new byte[meta.PageSize];
        BinaryPrimitives.WriteUInt64LittleEndian(page, meta.Transaction % 2);
        BinaryPrimitives.WriteUInt16LittleEndian(page.AsSpan(8), BoltPage.MetaFlag);
        meta.Write(page.AsSpan(BoltPage.HeaderLength));
        return page;
    }

    // Behind the last page the file grows.
    private static ulong FirstGap(HashSet<ulong> used, ulong pages, ulong count)
    {
        ulong free = 0;
        for (ulong page = FirstPage; page < pages; page++)
        {
            free = used.Contains(page) ? 0 : free + 1;
            if (free == count)
            {
                return page - count + 1;
            }
        }

        return pages - free;
    }
}
