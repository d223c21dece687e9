"""Words for synthetic screens: their look matters, not their meaning, so most Han characters are drawn at random."""

from __future__ import annotations

import random
from functools import lru_cache

_LABELS_TEXT = (
    "确定 取消 保存 删除 编辑 返回 下一步 上一步 提交 登录 注册 退出 设置 搜索 刷新 更多 全部 关闭 打开 新建 "
    "复制 粘贴 剪切 撤销 重做 打印 导出 导入 上传 下载 分享 收藏 点赞 评论 关注 发送 回复 转发 首页 消息 "
    "通讯录 发现 我的 购物车 订单 优惠券 待付款 待发货 待收货 已完成 已取消 客服 帮助 反馈 关于我们 隐私政策 "
    "用户协议 忘记密码 记住我 验证码 手机号 邮箱 用户名 密码 姓名 性别 年龄 地址 电话 备注 日期 时间 数量 单价 "
    "金额 合计 小计 总计 名称 编号 类型 状态 操作 部门 职务 城市 国家 省份 邮编 文件 视图 插入 格式 工具 窗口 "
    "窗口大小 字体 段落 样式 页面布局 引用 审阅 缩放 全屏 目录 缩略图 书签 批注 语言 主题 深色模式 通知 声音 "
    "亮度 电池 网络 蓝牙 存储 应用 安全 账户 今天 昨天 明天 本周 本月 上月 今年 周一 周二 周三 周四 周五 周六 "
    "周日 星期一 星期二 星期三 上午 下午 晚上 凌晨 晴 多云 阴 小雨 雷阵雨 热门 推荐 最新 促销 包邮 新品 限时 "
    "立即购买 加入购物车 去结算 查看详情 收起 展开 已读 未读 在线 离线 成功 失败 警告 错误 提示 请稍候 加载中 "
    "暂无数据 销售额 访问量 转化率 用户数 增长率 同比 环比 收入 支出 利润 库存 销量 评分 排名 第一季度 "
    "第二季度 华东 华南 华北 西南 北京 上海 广州 深圳 杭州 成都 武汉 南京 西安 重庆 天津 苏州 姓氏 班级 学号 "
    "成绩 语文 数学 英语 物理 化学 生物 历史 地理 政治 体育 音乐 美术 考场 座位号 确认 允许 拒绝 跳过 开始 "
    "暂停 停止 继续 播放 静音 录音 拍照 扫一扫 付款码 转账 红包 余额 提现 充值 账单 发票抬头 税号 开户行 "
    "购买方 销售方 规格型号 税率 税额 价税合计 收款人 复核 开票人"
)
_SENTENCES_TEXT = (
    "您确定要删除这个文件吗？ 操作成功，页面将在三秒后跳转。 网络连接已断开，请检查您的网络设置。 "
    "请输入有效的手机号码。 密码长度为6到16个字符。 您有一条新消息。 该用户名已被注册。 文件大小不能超过10MB。 "
    "感谢您的支持与理解！ 今天的会议改到下午三点。 好的，我马上就到。 你吃饭了吗？ 明天一起去看电影吧？ "
    "收到，谢谢！ 哈哈哈哈 在吗？ 周末愉快～ 辛苦了！ 没问题。 稍等一下 这个方案我觉得可以，你再看看细节。 "
    "请于本月底前提交材料。 本店最终解释权归商家所有。 未经许可，不得转载。 版权所有，违者必究。 "
    "数据每五分钟更新一次。 更新完成后请重新启动应用。 您的订单已发货，请注意查收。 支付超时，请重新下单。"
)
_WORDS_TEXT = (
    "Settings Search Home Profile Help File Edit View Insert Format Tools Window OK Cancel Apply Save Delete "
    "Login Email Password Name Phone Total Price Date Status Action Type Size Color Version Update Download "
    "Upload Share Copy Paste Open Close New Menu Page Zoom Print Export Import the of and to in is for with "
    "from data model system report user market growth design project team network server cloud update Wi-Fi "
    "Bluetooth GPS iPhone Android Windows Linux Python Java HTML PDF Excel VIP APP CEO USB HDMI LED AI GPU CPU "
    "RAM SSD Pro Max Plus mini Studio Music Photo Video Monday Tuesday Friday January March August December "
    "abstract introduction method result discussion conclusion table figure reference journal science "
    "university Beijing Shanghai China International Technology Limited"
)
_CODE_TEXT = (
    "def read_page(path: str) -> Page:|    image = load(path)|    for line in lines:|        if not line.text:|"
    "            continue|        result.append(line)|    return result|import numpy as np|"
    'from pathlib import Path|class Reader:|    def __init__(self):|const x = await fetch("/api/v1/list");|'
    'if (x.status !== 200) {|    throw new Error("请求失败");|}|'
    "let total = items.reduce((a, b) => a + b.price, 0);|export default App;|"
    'public static void main(String[] args) {|System.out.println("你好，世界");|int count = 0;|'
    'while (count < 10) count++;|SELECT id, name FROM users WHERE age > 18;|git commit -m "修复登录问题"|'
    '<div class="card">|  <span>标题</span>|</div>|# 计算平均值|// 初始化配置|/* 注意边界条件 */|'
    "x = [i ** 2 for i in range(10)]|print(f'共 {n} 条')|#include <stdio.h>|printf(\"%d\\n\", sum);|return 0;|"
    "pip install -r requirements.txt|sudo apt-get install -y fonts-noto|func main() { fmt.Println(s) }|"
    "@app.route('/login', methods=['POST'])|else:|try:|except ValueError as e:|    pass|    margin: 0 auto;|"
    "    display: flex;|.btn:hover { color: #fff; }"
)
LABELS = tuple(_LABELS_TEXT.split())
SENTENCES = tuple(_SENTENCES_TEXT.split())
WORDS = tuple(_WORDS_TEXT.split())
CODE = tuple(_CODE_TEXT.split("|"))
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢"
_ENDS = "。。。。！？；…"
_PAUSES = "，，，，、：；"
_QUOTES = (("“", "”"), ("《", "》"), ("（", "）"), ("「", "」"), ("【", "】"), ("‘", "’"), ("(", ")"), ("〈", "〉"))


@lru_cache(maxsize=1)
def simplified() -> str:
    """The 3,755 Han characters of level 1 of GB 2312."""
    rows = (bytes((row, cell)) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF) if (row, cell) < (0xD7, 0xFA))
    return b"".join(rows).decode("gb2312")


@lru_cache(maxsize=1)
def traditional() -> str:
    """The 5,401 Han characters of level 1 of Big5."""
    cells = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    codes = (bytes((row, cell)) for row in range(0xA4, 0xC7) for cell in cells if (row, cell) < (0xC6, 0x7F))
    return b"".join(codes).decode("big5")


class Words:
    """Draws text at random.

    Parameters
    ----------
    rng : random.Random
        The words depend on it alone.
    """

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._han = traditional() if rng.random() < 0.12 else simplified()
        # A document uses few characters often.
        self._common = "".join(rng.choices(self._han, k=300))
        self._latin_share = rng.choice((0.0, 0.05, 0.05, 0.1, 0.3))

    def han(self, low: int, high: int | None = None) -> str:
        """So many Han characters."""
        source = self._common if self._rng.random() < 0.6 else self._han
        return "".join(self._rng.choices(source, k=self._rng.randint(low, high or low)))

    def label(self) -> str:
        """A word of a menu, button or table head."""
        kind = self._rng.random()
        if kind < 0.45:
            return self._rng.choice(LABELS)
        if kind < 0.45 + self._latin_share:
            return self.latin(1, 2)
        return self.han(2, 5)

    def title(self) -> str:
        """Some words above others."""
        kind = self._rng.random()
        if kind < 0.1:
            return f"{self._rng.choice('一二三四五六七八九十')}、{self.han(3, 10)}"
        if kind < 0.2:
            return f"第{self._rng.choice('一二三四五六七八九十')}{self._rng.choice('章节课条')} {self.han(3, 9)}"
        if kind < 0.3:
            return self.quoted(2, 8) + self.han(0, 4)
        if kind < 0.35 + self._latin_share:
            return f"{self.latin(1, 2)} {self.han(2, 6)}"
        return self.han(3, 14)

    def latin(self, low: int, high: int) -> str:
        """Latin words."""
        words = [self._rng.choice(WORDS) for _ in range(self._rng.randint(low, high))]
        text = " ".join(words)
        return text.upper() if self._rng.random() < 0.08 else text

    def quoted(self, low: int, high: int) -> str:
        """Han characters in quotation marks or brackets."""
        left, right = self._rng.choice(_QUOTES)
        return left + self.han(low, high) + right

    def clause(self) -> str:
        """A part of a sentence."""
        kind = self._rng.random()
        if kind < self._latin_share:
            space = self._rng.choice(("", " "))
            return f"{self.han(1, 6)}{space}{self.latin(1, 2)}{space}{self.han(1, 6)}"
        if kind < 0.35:
            return f"{self.han(1, 5)}{self.number()}{self._rng.choice('年月日个元次人台页')}{self.han(0, 6)}"
        if kind < 0.45:
            return self.han(1, 4) + self.quoted(2, 8) + self.han(0, 4)
        return self.han(3, 14)

    def sentence(self, clauses: int = 3) -> str:
        """A sentence with its punctuation."""
        if self._rng.random() < 0.15:
            return self._rng.choice(SENTENCES)
        parts = [self.clause()]
        for _ in range(self._rng.randint(0, clauses)):
            parts += (self._rng.choice(_PAUSES), self.clause())
        return "".join(parts) + self._rng.choice(_ENDS)

    def paragraph(self, low: int, high: int) -> str:
        """So many sentences."""
        if self._rng.random() < 0.06:
            return " ".join(self.latin(4, 14).capitalize() + "." for _ in range(self._rng.randint(low, high)))
        return "".join(self.sentence() for _ in range(self._rng.randint(low, high)))

    def name(self) -> str:
        """A person's name."""
        return self._rng.choice(_SURNAMES) + self.han(1, 2)

    def number(self) -> str:
        """A number as figures show it."""
        rng = self._rng
        return rng.choice(
            (
                str(rng.randint(0, 9)),
                str(rng.randint(10, 99)),
                str(rng.randint(100, 9999)),
                f"{rng.randint(1000, 9999999):,}",
                f"{rng.uniform(0, 100):.1f}%",
                f"{rng.uniform(0, 1000):.2f}",
                f"{rng.choice('+-')}{rng.uniform(0, 30):.2f}%",
                f"{rng.uniform(1, 99):.1f}万",
            )
        )

    def price(self) -> str:
        """An amount of money."""
        rng = self._rng
        return rng.choice(("¥", "￥", "$", "")) + rng.choice(
            (f"{rng.uniform(1, 999):.2f}", f"{rng.uniform(1000, 99999):,.2f}", str(rng.randint(1, 9999)))
        )

    def date(self) -> str:
        """A day, in one of the usual ways."""
        rng = self._rng
        year, month, day = rng.randint(1949, 2030), rng.randint(1, 12), rng.randint(1, 28)
        return rng.choice(
            (
                f"{year}-{month:02}-{day:02}",
                f"{year}/{month}/{day}",
                f"{year}.{month:02}.{day:02}",
                f"{year}年{month}月{day}日",
                f"{month}月{day}日",
                f"{month:02}-{day:02}",
                f"{month}月{day}日 星期{rng.choice('一二三四五六日')}",
            )
        )

    def time(self) -> str:
        """A time of day."""
        rng = self._rng
        text = f"{rng.randint(0, 23):02}:{rng.randint(0, 59):02}"
        return rng.choice((text, text, f"{text}:{rng.randint(0, 59):02}", f"{rng.choice(('上午', '下午'))} {text}"))

    def code(self) -> str:
        """A string of letters and digits: numbers of orders, addresses of mail and of pages."""
        rng = self._rng
        letters = "".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=rng.randint(4, 9)))
        digits = "".join(rng.choices("0123456789", k=rng.randint(6, 18)))
        return rng.choice(
            (
                digits,
                f"No.{digits[:10]}",
                f"{letters}@{rng.choice(('qq.com', '163.com', 'gmail.com'))}",
                f"https://www.{letters}.com/{rng.choice(WORDS).lower()}",
                f"1{digits[:10]:0<10}",
                f"{letters[:2].upper()}-{digits[:6]}",
                f"v{rng.randint(0, 9)}.{rng.randint(0, 20)}.{rng.randint(0, 9)}",
            )
        )

    def code_line(self) -> str:
        """A line of a program."""
        return self._rng.choice(CODE)

    def value(self) -> str:
        """What may stand in a cell of a table or in a field."""
        draw = self._rng.choice((self.number, self.number, self.price, self.date, self.name, self.label, self.code))
        return draw()
